import fc from 'fast-check';
import { jsonPieces } from '../../lib/report/json-pieces';
import { assertProperty } from '../support/property';

const written = (document: object) => [...jsonPieces(document)].join('');

test('writes what JSON.stringify writes', () => {
  assertProperty(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (document) => {
      expect(written(document)).toBe(JSON.stringify(document, null, 2));
    }),
  );
});

test('leaves out what is undefined, and writes whatever can be iterated as a list', () => {
  const connections = {
    *[Symbol.iterator]() {
      yield { from: 'a', ports: [] };
      yield { from: 'b\nc', ports: [{ port: 1 }] };
    },
  };
  expect(written({ version: 2, connections, ignored: undefined })).toBe(
    JSON.stringify({ version: 2, connections: [...connections] }, null, 2),
  );
});

test('makes an item of a list when it is asked for it', () => {
  let made = 0;
  const endless = {
    *[Symbol.iterator]() {
      for (;;) yield ++made;
    },
  };
  const pieces = jsonPieces({ endless });
  for (let count = 0; count < 10; count++) pieces.next();
  expect(made).toBeLessThan(10);
});
