/** A client that answers by the name of the command, and keeps what it was sent. */
export function recorder(answers: Readonly<Record<string, (input: Record<string, unknown>) => unknown>>) {
  const sent: { readonly command: string; readonly input: Record<string, unknown> }[] = [];
  return {
    sent,
    /** Only what changes something. */
    writes: () => sent.filter(({ command }) => !/^(Get|Describe|Simulate)/.test(command)),
    send: async (command: { constructor: { name: string }; input: object }) => {
      const name = command.constructor.name.replace(/Command$/, '');
      const input = { ...command.input };
      sent.push({ command: name, input });
      const answer = answers[name];
      if (answer === undefined) throw new Error(`${name} was not expected`);
      return answer(input) ?? {};
    },
  };
}
