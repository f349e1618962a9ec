/// <reference lib="dom" />
import { render } from 'preact';
import type { PageData } from '../report/page/page-types';
import { createModel } from './model/page-model';
import { PageApp } from './page-app';
import { PrintedPage } from './views/printed-page';

const textIn = (id: string) => document.getElementById(id)?.textContent ?? '';
const model = createModel(JSON.parse(textIn('data')) as PageData);
const licences = () => JSON.parse(textIn('licences')) as string;
const print = document.getElementById('print') as HTMLElement;

render(<PageApp model={model} licences={licences} />, document.getElementById('app') as HTMLElement);
// What is printed holds all rows, and so is made only where somebody prints.
addEventListener('beforeprint', () => render(<PrintedPage model={model} />, print));
addEventListener('afterprint', () => render(null, print));
