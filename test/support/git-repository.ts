import { execFileSync, spawnSync } from 'node:child_process';

const isThere = (program: string) => spawnSync(program, ['--version']).status === 0;

/** A test that needs Git and a shell. A machine that has Node and npm alone leaves it out, and the summary counts it as skipped. */
export const testWithGit = isThere('git') && isThere('bash') ? test : test.skip;

/** A new Git repository in a folder; it gives a function that runs Git there. */
export function gitRepository(folder: string): (...args: string[]) => void {
  const git = (...args: string[]) => {
    const author = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false'];
    execFileSync('git', [...author, ...args], { cwd: folder, stdio: 'pipe' });
  };
  git('init', '--quiet', '-b', 'main');
  return git;
}

/** Commits all that is in the folder. */
export function commitAll(git: (...args: string[]) => void, message: string): void {
  git('add', '--all');
  git('commit', '--quiet', '--no-verify', '--message', message);
}
