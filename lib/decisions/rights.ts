import {
  CfnElement,
  DefaultTokenResolver,
  Reference,
  Stack,
  StringConcat,
  Token,
  TokenComparison,
  Tokenization,
} from 'aws-cdk-lib';
import { CfnGroup, CfnManagedPolicy, CfnPolicy, CfnRole, CfnUser } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { canName } from '../options/same-environment';

/** What counts of a statement. Intrinsics are written as JSON, in the words of the stack that the policy is in. */
interface Statement {
  readonly stack: Stack;
  readonly allows: boolean;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** Policies of AWS that allow everything of Step Functions. */
const ALL_OF_IT = /\/(AdministratorAccess|PowerUserAccess|AWSStepFunctionsFullAccess)\W*$/;

/** What the policies of an app allow its roles, users and groups. Conditions are not evaluated. */
export class Rights {
  private readonly statements = new Map<string, Statement[]>();

  private readonly managed: readonly CfnManagedPolicy[];

  constructor(root: IConstruct) {
    const elements = root.node.findAll().filter((one) => CfnElement.isCfnElement(one));
    this.managed = elements.filter((one) => one instanceof CfnManagedPolicy);
    for (const one of elements) this.read(one);
  }

  /** Logical ids, or names where they are of another app. */
  get principals(): string[] {
    return [...this.statements.keys()];
  }

  may(principal: string, action: string, arn: string): boolean {
    const about = (this.statements.get(principal) ?? []).filter(
      ({ stack, actions, resources }) =>
        actions.some((one) => matches(one, action)) && resources.some((one) => covers(one, namedIn(stack, arn))),
    );
    return about.length > 0 && about.every(({ allows }) => allows);
  }

  private read(one: IConstruct): void {
    const stack = Stack.of(one);
    const principals = (value: unknown) => list(stack.resolve(value)).map((name) => principalIn(stack, name));
    if (one instanceof CfnPolicy || one instanceof CfnManagedPolicy) {
      const statements = statementsIn(stack, one.policyDocument);
      const holders = [one.roles, one.users, one.groups].flatMap(principals);
      for (const principal of holders) this.add(principal, statements);
    }
    if (!(one instanceof CfnRole || one instanceof CfnUser || one instanceof CfnGroup)) return;
    const [self = ''] = principals(one.ref);
    for (const inline of list(stack.resolve(one.policies))) {
      this.add(self, statementsIn(stack, Object(inline).policyDocument));
    }
    const named = policiesNamedBy(one);
    for (const policy of this.managed.filter(({ node }) => named.includes(node.path))) {
      this.add(self, statementsIn(Stack.of(policy), policy.policyDocument));
    }
    if (named.some((arn) => ALL_OF_IT.test(text(arn)))) {
      this.add(self, [{ stack, allows: true, actions: ['*'], resources: ['*'] }]);
    }
  }

  private add(principal: string, statements: readonly Statement[]): void {
    this.statements.set(principal, [...(this.statements.get(principal) ?? []), ...statements]);
  }
}

/** Where a managed policy of this app is named, in whatever stack it is, its path stands instead of a reference. */
class ManagedPolicyPaths extends DefaultTokenResolver {
  constructor() {
    super(new StringConcat());
  }

  override resolveToken(...[token, ...rest]: Parameters<DefaultTokenResolver['resolveToken']>): unknown {
    const target = Reference.isReference(token) ? token.target : undefined;
    return target instanceof CfnManagedPolicy ? target.node.path : super.resolveToken(token, ...rest);
  }
}

const policiesNamedBy = (one: CfnRole | CfnUser | CfnGroup): unknown[] =>
  list(
    Tokenization.resolve(one.managedPolicyArns, { scope: one, resolver: new ManagedPolicyPaths(), preparing: false }),
  );

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);
const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Two stacks may use one logical id. */
function principalIn({ node }: Stack, name: unknown): string {
  const { Ref } = Object(name);
  return Ref === undefined ? text(name) : `${node.path}/${Ref}`;
}

/** As IAM: `*` stands for any characters, `?` for one. */
function matches(pattern: string, value: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^]*')
    .replaceAll('?', '[^]');
  return new RegExp(`^${source}$`, 'i').test(value);
}

/** As a policy of the stack would have it. One of another environment can be meant by a wildcard only, inside of its account. */
function namedIn(stack: Stack, arn: string): string | undefined {
  const references = Tokenization.reverseString(arn).tokens.filter((token) => Reference.isReference(token));
  const homes = references.map(({ target }) => Stack.of(target));
  if (homes.every((home) => canName(stack, home))) return text(stack.resolve(arn));
  const abroad = homes.some(
    ({ account }) => Token.compareStrings(account, stack.account) === TokenComparison.DIFFERENT,
  );
  return abroad ? undefined : 'arn:elsewhere';
}

/** A wildcard may mean a state machine whose name is known at deployment only. */
const covers = (resource: string, arn: string | undefined): boolean =>
  arn !== undefined &&
  (resource === arn || matches(resource, arn) || (!arn.startsWith('arn:') && /:states:.*\*/.test(resource)));

function statementsIn(stack: Stack, document: unknown): Statement[] {
  return list(Object(stack.resolve(document)).Statement).flatMap((statement) => {
    const { Effect, Action, Resource, Condition } = Object(statement);
    const allows = Effect === 'Allow';
    // A refusal that depends on a condition refuses nothing for certain.
    if (!allows && Condition !== undefined) return [];
    return [{ stack, allows, actions: list(Action).map(text), resources: list(Resource).map(text) }];
  });
}
