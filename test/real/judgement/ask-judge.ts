import { spawnSync } from 'node:child_process';
import type { LabelSelector, NetworkPolicyManifest, NetworkPolicySpec, PolicyType, StringMap } from 'ringfence';
import { built, JUDGE } from '../build/binaries';

/** What the API server says of a policy that someone wants to create. */
export interface CreateAnswer {
  /** Why the text is no NetworkPolicy at all. */
  readonly decoding?: string;
  /** What strict decoding refuses: fields that are unknown or there twice. */
  readonly strict?: readonly string[];
  /** What is wrong with its values. */
  readonly causes?: readonly { readonly field?: string; readonly message?: string }[];
  /** The policy as it is stored, where nothing is refused. */
  readonly policy?: NetworkPolicyManifest;
}

export interface CreateRequest {
  readonly mediaType: 'application/json' | 'application/yaml';
  readonly text: string;
}

export function jsonRequest(manifest: unknown): CreateRequest {
  return { mediaType: 'application/json', text: JSON.stringify(manifest) };
}

export function answersTo(requests: readonly CreateRequest[]): CreateAnswer[] {
  return ask(requests.map((create) => ({ create })));
}

/** An answer for each document of each text, as kubectl splits it. */
export function answersToTexts(texts: readonly string[]): (readonly CreateAnswer[])[] {
  return ask<{ documents: CreateAnswer[] }>(texts.map((text) => ({ read: { text } }))).map(
    ({ documents }) => documents,
  );
}

/** For each of the batches a row of 0 and 1 for each selector: whether it matches each of the labels. */
export function matchesOf(
  batches: readonly { readonly selectors: readonly LabelSelector[]; readonly labels: readonly StringMap[] }[],
): string[][] {
  return ask<{ rows: string[] }>(batches.map((match) => ({ match }))).map(({ rows }) => rows);
}

/** The policyTypes of each spec after the API server has filled in what is absent. */
export function policyTypesOf(batches: readonly (readonly NetworkPolicySpec[])[]): PolicyType[][][] {
  return ask<{ policyTypes: PolicyType[][] }>(batches.map((specs) => ({ default: { specs } }))).map(
    ({ policyTypes }) => policyTypes,
  );
}

/** One answer for each request, from one process. */
function ask<Answer>(requests: readonly object[]): Answer[] {
  const { status, stdout, stderr, error } = spawnSync(built(JUDGE), {
    input: requests.map((request) => `${JSON.stringify(request)}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  if (error) throw error;
  const answers = stdout.split('\n').slice(0, -1);
  if (status !== 0 || answers.length !== requests.length) {
    throw new Error(`judge ended with ${status} after ${answers.length} of ${requests.length} answers: ${stderr}`);
  }
  return answers.map((line) => JSON.parse(line) as Answer);
}
