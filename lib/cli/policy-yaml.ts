import { isUnquotedNumber } from '../policy/unquoted-numbers';

/**
 * Policies as YAML that kubectl reads as they are: in version 1.1, for which a label `yes` has to be quoted, and with quotes around
 * what only kubectl takes for a number.
 */
export function policyYaml(manifests: readonly object[]): string {
  // Loaded where something is printed: few commands do.
  const { Document, visit } = require('yaml') as typeof import('yaml');
  const documents = manifests.map((manifest) => {
    const document = new Document(manifest, { version: '1.1' });
    visit(document, {
      Scalar(_, node) {
        if (typeof node.value === 'string' && isUnquotedNumber(node.value)) node.type = 'QUOTE_DOUBLE';
      },
    });
    return document.toString({ lineWidth: 0 }).trimEnd();
  });
  return documents.join('\n---\n');
}
