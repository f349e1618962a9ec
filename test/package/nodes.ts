import { join } from 'node:path';
import { projectWith } from './project';
import { NODES } from './versions';

/** A release of Node. */
export interface Node {
  readonly major: number;
  readonly program: string;
}

const own: Node = { major: Number.parseInt(process.versions.node, 10), program: process.execPath };

/** The Node that runs this, and the others as the packages that npm has of them for this platform. */
export async function nodesIn(folder: string): Promise<readonly Node[]> {
  const others = NODES.filter((major) => major !== own.major);
  const platform = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  await projectWith(
    folder,
    others.map((major) => `node-${major}@npm:node-${platform}@${major}`),
  );
  return [own, ...others.map((major) => ({ major, program: join(folder, `node_modules/node-${major}/bin/node`) }))];
}
