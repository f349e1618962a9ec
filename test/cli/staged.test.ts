import { join } from 'node:path';
import { folderOf, ringfence, within } from '../support/command';
import { dataIn } from '../support/page-file';
import { WORKLOADS } from '../support/shop-manifests';

const STAGED = `
apiVersion: projectcalico.org/v3
kind: StagedNetworkPolicy
metadata: {name: cart, namespace: shop}
spec:
  selector: app == 'cart'
  ingress: [{action: Deny}]
`;
const folder = folderOf({ 'shop.yaml': `${WORKLOADS}---${STAGED}`, 'plain.yaml': WORKLOADS });
const path = join(folder, 'shop.yaml');

async function run(...args: string[]) {
  const { out, err, code } = await ringfence(args);
  return { code, out: within(folder, out), err: within(folder, err) };
}

const NOT_ENFORCED =
  'note: Calico does not enforce StagedNetworkPolicy shop/cart, which is staged; --staged judges as if it did\n';
const AS_IF = 'note: StagedNetworkPolicy shop/cart is judged as if Calico enforced it\n';
const QUESTION = ['--from', 'front/web', '--to', 'shop/cart', '--port', '8080'];

describe("Calico's staged policies", () => {
  test('decide nothing, and each command says so', async () => {
    const explained = await run('explain', path, ...QUESTION);
    expect(explained.out).toContain('allowed: front/web');
    expect(explained.err).toBe(NOT_ENFORCED);
    expect((await run('list', path)).err).toContain(NOT_ENFORCED);
  });

  test('decide with --staged', async () => {
    const explained = await run('explain', path, ...QUESTION, '--staged');
    expect(explained.out).toContain('denied by rule 1 of StagedNetworkPolicy shop/cart in the default tier');
    expect(explained.err).toBe(AS_IF);
    const cart = { from: 'front/web[Deployment]', to: 'shop/cart[StatefulSet]' };
    const connections = async (...more: string[]) =>
      JSON.parse((await run('list', path, '-o', 'json', ...more)).out).connections;
    expect(await connections()).toContainEqual(expect.objectContaining(cart));
    expect(await connections('--staged', '--pod-cidrs', '10.0.0.0/8')).not.toContainEqual(
      expect.objectContaining(cart),
    );
  });

  test('diff --staged shows what enforcing them would open and close, of one side or between two', async () => {
    const { out, err, code } = await run('diff', path, '--staged');
    expect(out).toContain('- front/web[Deployment] -> shop/cart[StatefulSet]: all');
    expect(out).toContain('StagedNetworkPolicy shop/cart added (shop.yaml:');
    expect([err, code]).toEqual([AS_IF, 1]);
    expect((await run('diff', path, path, '--staged')).out).toBe(out);
    expect((await run('diff', path, path)).out).not.toContain('shop/cart');
    expect((await run('diff', path, join(folder, 'plain.yaml'), '--staged')).out).not.toContain('shop/cart');
  });

  test('diff --staged names the policy that a staged one takes the place of', async () => {
    const enforced = STAGED.replace('StagedNetworkPolicy', 'NetworkPolicy');
    const opened = STAGED.replace('Deny', 'Allow');
    const replaced = folderOf({ 'shop.yaml': `${WORKLOADS}---${enforced}---${opened}` });
    const { out } = await run('diff', join(replaced, 'shop.yaml'), '--staged');
    expect(out).toContain('+ front/web[Deployment] -> shop/cart[StatefulSet]: all');
    expect(out).toContain('NetworkPolicy shop/cart removed');
    expect(out).toContain('StagedNetworkPolicy shop/cart added');
  });

  test('diff wants two sides without it', async () => {
    const { err, code } = await run('diff', path);
    expect(code).toBe(2);
    expect(err).toBe(
      'error: one input is missing: name the new one\n  or compare with --cluster, or ask with --staged what enforcing its staged policies would change\n',
    );
  });

  test('a page names them', async () => {
    const notes = async (...more: string[]) => dataIn((await run('report', path, '-o', '-', ...more)).out).notes;
    expect(await notes()).toEqual([NOT_ENFORCED.slice('note: '.length).trimEnd()]);
    expect(await notes('--staged')).toEqual([AS_IF.slice('note: '.length).trimEnd()]);
  });
});
