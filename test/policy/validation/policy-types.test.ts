import { faultsOf, policyWith } from '../../support/policy-faults';

const withTypes = (policyTypes: unknown) => policyWith({ podSelector: {}, policyTypes });

describe('policyTypes that the API server takes', () => {
  test.each([
    [['Ingress']],
    [['Egress']],
    [['Ingress', 'Egress']],
    [['Egress', 'Ingress']],
    [['Ingress', 'Ingress']],
    [[]],
    [null],
    [undefined],
  ])('%j', (types) => {
    expect(faultsOf(withTypes(types))).toEqual([]);
  });
});

describe('each of policyTypes is Ingress or Egress', () => {
  test.each(['ingress', 'Both', '', 'Ingress '])('and not %j', (type) => {
    expect(faultsOf(withTypes(['Egress', type]))).toEqual([
      {
        path: 'spec.policyTypes[1]',
        message: `Unsupported value: "${type}": supported values: "Ingress", "Egress"`,
      },
    ]);
  });
});

describe('policyTypes are at most two', () => {
  test.each([[['Ingress', 'Egress', 'Ingress']], [['Ingress', 'Egress', 'Both']], [['Both', 'Both', 'Both', 'Both']]])(
    '%j',
    (types) => {
      expect(faultsOf(withTypes(types))).toEqual([
        {
          path: 'spec.policyTypes',
          message: `Invalid value: ${JSON.stringify(types)}: may not specify more than two policyTypes`,
        },
      ]);
    },
  );
});
