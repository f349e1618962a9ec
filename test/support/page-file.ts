import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { PageData } from '../../lib/report/page/page-types';
import { folderOf, ringfence } from './command';

/** The page of some manifests, written by the command. */
export async function pageFile(text: string, ...options: readonly string[]): Promise<string> {
  const file = join(mkdtempSync(join(tmpdir(), 'ringfence-page-')), 'page.html');
  const { code, err } = await ringfence(['report', folderOf({ 'all.yaml': text }), '-o', file, ...options]);
  if (code > 1) throw new Error(err);
  return file;
}

/** The data that a page holds. */
export function dataIn(html: string): PageData {
  const [, packed = ''] = /id="data">(.*?)<\/script>/s.exec(html) ?? [];
  return JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString()) as PageData;
}

/** What a command printed, with the data of a page unpacked. */
export function unpacked(out: string): string {
  return out.startsWith('<!doctype html>') ? JSON.stringify(dataIn(out)) : out;
}

export function dataOfFile(file: string): PageData {
  return dataIn(readFileSync(file, 'utf8'));
}
