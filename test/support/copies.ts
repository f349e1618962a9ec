interface CopyOptions {
  /**
   * @default - the version of this copy
   */
  readonly version?: string;
  /**
   * The engines that both copies load; of others each has its own.
   * @default - all
   */
  readonly engines?: readonly string[];
}

const ENGINES = ['cdk8s', 'constructs', '@pulumi/pulumi', '@pulumi/kubernetes'];

/** Another copy of an entry point of ringfence, as a second package of a monorepo loads it. */
export function anotherCopy<T>(entryPoint: string, { version, engines = ENGINES }: CopyOptions = {}): T {
  const loaded = new Map(engines.map((engine) => [engine, jest.requireActual(engine)]));
  let copy: T | undefined;
  jest.isolateModules(() => {
    for (const [engine, exports] of loaded) jest.doMock(engine, () => exports);
    if (version !== undefined) jest.doMock('../../package.json', () => ({ version }));
    copy = require(entryPoint) as T;
    // It reads its version once, when somebody asks.
    (require('../../lib/copies/copies') as typeof import('../../lib/copies/copies')).isFirstJudge({});
  });
  for (const name of [...engines, '../../package.json']) jest.dontMock(name);
  return copy as T;
}
