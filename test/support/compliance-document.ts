import { clusterOfText, complianceReport, PATTERN_REFERENCES, type Reference } from 'ringfence';
import { markdownTable } from './generated-sections';

const link = ({ framework, id, url }: Reference) => `[${framework} ${id}](${url})`;

/** What docs/compliance.md states as facts, by the name of its section. */
export function complianceSections(): Record<string, string> {
  const { controls } = complianceReport(clusterOfText(''));
  return {
    controls: markdownTable(
      ['control', 'what it asks for', 'asked for by'],
      controls.map(({ id, title, references }) => [`\`${id}\``, title, references.map(link).join(', ')]),
    ),
    patterns: markdownTable(
      ['pattern', 'what it is for'],
      Object.entries(PATTERN_REFERENCES).map(([name, references]) => [
        `[\`${name}\`](patterns.md#${name.toLowerCase()})`,
        (references as readonly Reference[]).map((one) => `${link(one)} ${one.title}`).join(', '),
      ]),
    ),
  };
}
