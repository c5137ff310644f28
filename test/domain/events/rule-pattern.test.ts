import { describe, expect, test } from '@jest/globals';
import { canBeTold, type EventConsumer, isTold } from '../../../domain/events/consumers';
import type { RaisedEvent } from '../../../domain/events/raised';

const COPY = 's3:ObjectCreated:Copy';
const MARK = 's3:ObjectRemoved:DeleteMarkerCreated';

const rule = (pattern: object): EventConsumer => {
  const arn = 'arn:aws:events:eu-west-1:123456789012:rule/uploads';
  const targets = ['arn:aws:lambda:eu-west-1:123456789012:function:f'];
  return {
    kind: 'rule',
    name: arn,
    events: [],
    prefix: '',
    suffix: '',
    rule: { arn, bucket: 'objects', pattern: JSON.stringify(pattern), targets },
  };
};
const key = (...conditions: unknown[]) => rule({ source: ['aws.s3'], detail: { object: { key: conditions } } });
const told = (one: EventConsumer, name: string, event: RaisedEvent = COPY) => isTold(one, event, name);

describe('a rule is told of a write', () => {
  test.each<[object, 'yes' | 'maybe' | 'no', 'yes' | 'maybe' | 'no']>([
    [{ source: ['aws.s3'] }, 'yes', 'yes'],
    [{ account: ['123456789012'], region: ['eu-west-1'], resources: ['arn:aws:s3:::objects'] }, 'yes', 'yes'],
    [{ region: ['us-east-1'] }, 'no', 'no'],
    [{ source: ['aws.rds'] }, 'no', 'no'],
    [{ source: [{ prefix: 'aws.' }] }, 'yes', 'yes'],
    [{ 'detail-type': ['Object Created'] }, 'yes', 'no'],
    [{ detail: { bucket: { name: ['other'] } } }, 'no', 'no'],
    [{ detail: { bucket: { name: [{ prefix: 'obj' }] } } }, 'yes', 'yes'],
    [{ detail: { reason: ['PutObject', 'CopyObject'] } }, 'yes', 'no'],
    [{ detail: { reason: [{ 'anything-but': ['CopyObject'] }] } }, 'no', 'yes'],
    [{ detail: { 'deletion-type': [{ exists: false }] } }, 'yes', 'no'],
    [{ detail: { object: { size: [{ numeric: ['>', 0] }] } } }, 'maybe', 'no'],
    [{ detail: { object: { etag: [{ exists: true }] } } }, 'yes', 'yes'],
    [{ detail: { requester: [{ 'anything-but': '123456789012' }] } }, 'maybe', 'maybe'],
    [{ detail: { bucket: { name: [{ 'a later operator': 'x' }] } } }, 'maybe', 'maybe'],
    [{ $or: [{ source: ['aws.rds'] }, { detail: { reason: ['CopyObject'] } }] }, 'yes', 'no'],
    [{ source: ['aws.s3'], $or: [{ region: ['x'] }, { account: ['y'] }] }, 'no', 'no'],
  ])('%j: of a copy %s, of a marker %s', (pattern, copied, marked) => {
    expect([told(rule(pattern), 'in/a.mp3'), told(rule(pattern), 'in/a.mp3', MARK)]).toEqual([copied, marked]);
  });
});

describe('a condition on the key', () => {
  test.each<[string, EventConsumer, string, string]>([
    ['the key', key('in/a.mp3'), 'in/a.mp3', 'in/a.mp34'],
    ['one of two', key('x', { prefix: 'in/' }), 'in/a.mp3', 'out/in/a'],
    ['a suffix', key({ suffix: '.mp3' }), 'in/a.mp3', 'in/amp3'],
    ['a suffix of any case', key({ suffix: { 'equals-ignore-case': '.mp3' } }), 'in/A.MP3', 'in/a.mp4'],
    ['a key of any case', key({ 'equals-ignore-case': 'in/A' }), 'IN/a', 'in/ab'],
    ['a wildcard', key({ wildcard: 'in/*/*.mp3' }), 'in/x/y/z.mp3', 'in/z.mp3'],
    ['a star that is no wildcard', key({ wildcard: 'in/\\*' }), 'in/*', 'in/a'],
    ['anything but two prefixes', key({ 'anything-but': { prefix: ['out/', 'tmp/'] } }), 'in/a', 'tmp/a'],
    ['anything but a wildcard', key({ 'anything-but': { wildcard: '*.tmp' } }), 'in/a', 'in/a.tmp'],
    ['a key of several lines', key({ prefix: 'in/' }), 'in/a\nb', 'a\nin/'],
  ])('%s', (_what, one, yes, no) => {
    expect([told(one, yes), told(one, no)]).toEqual(['yes', 'no']);
  });

  test.each<[string, EventConsumer, boolean]>([
    ['a prefix below', key({ prefix: 'pegasus/audio/' }), true],
    ['a prefix above', key({ prefix: 'peg' }), true],
    ['a prefix beside', key({ prefix: 'other/' }), false],
    ['anything but a prefix beside', key({ 'anything-but': { prefix: 'other/' } }), true],
    ['anything but all of it', key({ 'anything-but': { prefix: 'pegasus/' } }), false],
    ['a suffix', key({ suffix: '.mp3' }), true],
    ['a key below', key('pegasus/a'), true],
    ['a key beside', key('other/a'), false],
    ['a wildcard that begins beside', key({ wildcard: 'other/*.mp3' }), false],
    ['only what was uploaded', rule({ detail: { reason: ['PutObject'] } }), false],
  ])('%s: whether a rewind of pegasus/ can reach it', (_what, one, can) => {
    expect(canBeTold(one, 'pegasus/')).toBe(can);
  });
});
