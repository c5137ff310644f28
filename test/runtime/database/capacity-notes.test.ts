import { CapacityNotes } from '../../../runtime/database/capacity-notes';
import { MemoryEvidence } from '../evidence/memory-evidence';

test('F23 what had no room is kept for each instance, with what an earlier try was refused', async () => {
  const evidence = new MemoryEvidence();
  const notes = new CapacityNotes(evidence, 'runs/run-1/');
  const writer = { setting: 'instance1.instanceClass', wanted: 'db.r8g.large' };
  const reader = { setting: 'instance2.instanceClass', wanted: 'db.serverless' };
  await notes.add('restored', { ...writer, refused: ['in any zone', 'in a'] });
  await notes.add('restored', { ...writer, refused: ['in any zone'] });
  await notes.add('restored', { ...reader, refused: ['in b'] });
  await notes.add('restored-2', { ...reader, refused: ['in c'] });
  expect([...evidence.texts.keys()]).toContain('runs/run-1/capacity-notes/restored/instance1.instanceClass.json');
  expect(await notes.of('restored')).toEqual([
    { ...writer, refused: ['in any zone', 'in a'] },
    { ...reader, refused: ['in b'] },
  ]);
});

test('F112 a note that is none is not believed', async () => {
  const evidence = new MemoryEvidence();
  const key = 'runs/run-1/capacity-notes/restored/instanceClass.json';
  for (const forged of ['garbage', '{"setting":"instanceClass","wanted":"db.t3.micro","refused":"all"}']) {
    await evidence.putText(key, forged);
    await expect(new CapacityNotes(evidence, 'runs/run-1/').of('restored')).rejects.toMatchObject({
      name: 'EvidenceUnusable',
    });
  }
});
