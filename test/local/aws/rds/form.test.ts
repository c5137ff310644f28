import { parseForm } from '../../../../local/aws/rds/form';

const parse = (text: string) => parseForm(new URLSearchParams(text));

test('reads lists of texts and of structures by their numbers, whatever order they come in', () => {
  expect(
    parse('Action=X&Version=1&Tags.Tag.2.Key=b&Tags.Tag.2.Value=2&Tags.Tag.1.Key=a%26&Ids.Id.10=j&Ids.Id.9=i'),
  ).toEqual({ Tags: [{ Key: 'a&' }, { Key: 'b', Value: '2' }], Ids: ['i', 'j'] });
});

test('reads structures and texts', () => {
  expect(parse('Config.Enable.member.1=x&Name=a+b&Empty=')).toEqual({
    Config: { Enable: ['x'] },
    Name: 'a b',
    Empty: '',
  });
});
