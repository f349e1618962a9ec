import { join } from 'node:path';
import type * as Library from 'ringfence';

const library = join(__dirname, '../../build/library/index.js');

const PODS = `
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, image: web}]}
`;
const CLOSED = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed, namespace: shop}
spec: {podSelector: {}}
`;

test('answers have the classes of the library that was asked, also where jest has forgotten all modules since', () => {
  const { clusterOfText, ConnectionSet, InvalidClaimError, Reachability } = jest.requireActual<typeof Library>(library);
  jest.resetModules();
  const [open, closed] = [PODS, `${PODS}---${CLOSED}`].map((text) => Reachability.of(clusterOfText(text)));
  expect(() => open?.allows({} as never)).toThrow(InvalidClaimError);
  const [change] = closed?.differenceFrom(open as Library.Reachability) ?? [];
  expect(change?.before.certain).toBeInstanceOf(ConnectionSet);
});
