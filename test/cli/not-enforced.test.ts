import { folderOf, ringfence } from '../support/command';
import { POLICIES, WORKLOADS } from '../support/shop-manifests';

const folder = folderOf({ 'shop.yaml': `${WORKLOADS}---\n${POLICIES}`, 'workloads/all.yaml': WORKLOADS });
const WARNING = `warning: Flannel enforces no NetworkPolicy with these settings: every policy would be accepted, and nothing would be denied; the answers are those of a plugin that enforces them
  switch it on, since Flannel 0.25.5: `;

describe('a plugin that enforces nothing is a warning wherever policies are judged', () => {
  test.each([
    ['list', [folder]],
    ['explain', [folder, '--from', 'front/web', '--to', 'shop/cart', '--port', '9090']],
    ['diff', [`${folder}/workloads`, folder]],
  ])('%s', async (command, args) => {
    expect((await ringfence([command, ...args, '--cni', 'flannel'])).err).toContain(WARNING);
    expect((await ringfence([command, ...args, '--cni', 'flannel:on'])).err).not.toContain('enforces no');
  });

  test('check has an error finding instead', async () => {
    const { out, err } = await ringfence(['check', folder, '--cni', 'flannel']);
    expect(out).toContain('[cni-not-enforced]');
    expect(err).not.toContain('enforces no');
  });

  test('without policies there is nothing to enforce', async () => {
    expect((await ringfence(['list', `${folder}/workloads`, '--cni', 'flannel'])).err).not.toContain('enforces no');
  });
});
