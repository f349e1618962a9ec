/// <reference lib="dom" />
import { render } from 'preact';
import type { PageData } from '../report/page/page-types';
import { createModel } from './model/page-model';
import { PageApp } from './page-app';
import { PrintedPage } from './views/printed-page';

const textIn = (id: string) => document.getElementById(id)?.textContent ?? '';
const licences = () => JSON.parse(textIn('licences')) as string;
const print = document.getElementById('print') as HTMLElement;

/** The data is compressed, so that a large cluster makes no large file. */
async function readData(): Promise<PageData> {
  const bytes = Uint8Array.from(atob(textIn('data')), (character) => character.charCodeAt(0));
  const text = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return (await new Response(text).json()) as PageData;
}

void readData().then((data) => {
  const model = createModel(data);
  const app = document.getElementById('app') as HTMLElement;
  // What could be seen until now stands on the first screen too.
  app.textContent = '';
  render(<PageApp model={model} licences={licences} />, app);
  // What is printed holds all rows, and so is made only where somebody prints.
  addEventListener('beforeprint', () => render(<PrintedPage model={model} />, print));
  addEventListener('afterprint', () => render(null, print));
});
