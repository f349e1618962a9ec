import { clusterOfText } from '../../../lib/cluster/load';
import { problemWords } from '../../../lib/cluster/problem-words';

/** Lines within brackets and quotes, whose indentation does not matter to kubectl. */

const pod = (args: string) => `apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
  labels: ${args}
spec:
  hostNetwork: oops
  containers: [{name: web}]
`;

function labelsOf(text: string) {
  const { workloads, problems } = clusterOfText(text.replace('hostNetwork: oops', 'hostNetwork: false'));
  expect(problems).toEqual([]);
  return workloads[0]?.pods[0]?.labels;
}

test.each([
  ['a bracket below its key', '{\n    app: web\n  }'],
  ['a bracket at the start of the line', '{\n    app: web\n}'],
  ['every line at the start', '{\napp: web\n}'],
  ['after an empty line', '{\n    app: web\n\n  }'],
  ['after a comment', '{\n    app: web # which it is\n  }'],
  ['after lines of comments', '{\n    app: web\n    # one\n# two\n  }'],
  ['with line ends of Windows', '{\r\n    app: web\r\n  }'],
  ['within quotes', '{app: "web"\n}'],
])('%s is read', (_, labels) => {
  expect(labelsOf(pod(labels))).toEqual({ app: 'web' });
});

test('places behind such lines are those of the text', () => {
  const { problems } = clusterOfText(pod('{\n    app: web\n  }'), { file: 'pod.yaml' });
  expect(problems.map((problem) => problemWords(problem).what)[0]).toMatch(/^pod\.yaml:10:3: /);
});

test('a text in quotes keeps its line as kubectl folds it', () => {
  const policy = (text: string) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p, namespace: shop, annotations: {why: ${text}}}
spec: {podSelector: {}}
`;
  const { policies } = clusterOfText(policy('"one\ntwo\nthree # four"'));
  expect(policies[0]?.manifest.metadata.annotations).toEqual({ why: 'one two three # four' });
  for (const quote of ["'", '"']) {
    const { policies } = clusterOfText(policy(`${quote}one\ntwo${quote}`));
    expect(policies[0]?.manifest.metadata.annotations).toEqual({ why: 'one two' });
    for (const end of [' \n', '\n ', '\r\n', '\n\n']) {
      expect(
        clusterOfText(policy(`${quote}one${end}two${quote}`).replace('metadata', ' metadata')).problems,
      ).toHaveLength(1);
    }
  }
});

test('what kubectl refuses as well stays refused', () => {
  expect(clusterOfText('a:\n  - b\n c: d\n').problems).toHaveLength(1);
  expect(clusterOfText('kind: Pod\nmetadata: {\n  name: a\n').problems).toHaveLength(1);
});

test('very many such lines are given up', () => {
  const lines = Array.from({ length: 5000 }, (_, index) => `a${index}: b,\n`).join('');
  expect(clusterOfText(`kind: Pod\nmetadata:\n  labels: {\n${lines}}\n`).problems).toHaveLength(1);
});
