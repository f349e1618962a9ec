/// <reference lib="dom" />
import { useState } from 'preact/hooks';
import { counted, number } from '../model/counted';
import { navigate } from '../state/use-view-state';
import type { ViewProps } from '../state/view-props';
import { FIRST_STATE, type ViewName } from '../state/view-state';

const ANSWERS = [
  ['', 'any'],
  ['allowed', 'allowed'],
  ['some', 'some ports'],
  ['everything', 'every port'],
  ['partly', 'more depends'],
  ['depends', 'depends'],
  ['denied', 'denied'],
] as const;
const CHANGES = [
  ['', 'any'],
  ['opened', 'opens something'],
  ['closed', 'only closes'],
  ['changed', 'other ports'],
] as const;

/** Filters that mean nothing to a view, which then says so by greying them out. */
const WITHOUT_CONNECTIONS: readonly ViewName[] = ['findings', 'compliance'];

/** The filters, the same over every view. */
export function FilterBar({ model, state, shown }: ViewProps) {
  const { view, namespace, search, port, protocol, answer } = state;
  const hasNone = WITHOUT_CONNECTIONS.includes(view);
  const kept = model.workloads.filter(shown.keepsEnd).length;
  const isFiltered = [namespace, search, port, protocol, answer].some((value) => value !== '');
  const isPortWrong = port.trim() !== '' && !/^\d{1,5}$/.test(port.trim());
  const [isOpen, open] = useState(false);
  // On a phone they are shown where they are set or asked for.
  const extra = (value: string) => (value === '' ? 'extra' : 'extra set');
  const set = (change: Parameters<typeof navigate>[0], replace = false) => navigate(change, replace);
  return (
    <form
      class={isOpen ? 'filters open' : 'filters'}
      role="search"
      aria-label="filters"
      onSubmit={(event) => event.preventDefault()}
    >
      <label class={search === '' ? '' : 'set'}>
        Search
        <input
          id="search"
          type="search"
          value={search}
          placeholder="name or label ( / )"
          onInput={({ currentTarget }) => set({ search: currentTarget.value }, true)}
        />
      </label>
      <label class={extra(namespace)}>
        Namespace
        <select value={namespace} onChange={({ currentTarget }) => set({ namespace: currentTarget.value })}>
          <option value="">all</option>
          {model.namespaces.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label class={extra(port)}>
        Port
        <input
          class="port"
          inputMode="numeric"
          value={port}
          placeholder="any"
          disabled={hasNone}
          aria-invalid={isPortWrong}
          onInput={({ currentTarget }) => set({ port: currentTarget.value }, true)}
        />
      </label>
      <label class={extra(protocol)}>
        Protocol
        <select
          value={protocol}
          disabled={hasNone}
          onChange={({ currentTarget }) => set({ protocol: currentTarget.value })}
        >
          <option value="">any</option>
          <option>TCP</option>
          <option>UDP</option>
          <option>SCTP</option>
        </select>
      </label>
      <label class={extra(answer)}>
        Answer
        <select
          value={answer}
          disabled={hasNone}
          onChange={({ currentTarget }) => set({ answer: currentTarget.value })}
        >
          {(view === 'difference' ? CHANGES : ANSWERS).map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      </label>
      <span class="count" role="status">
        {isPortWrong
          ? 'a port is a number'
          : kept === model.workloads.length
            ? counted(kept, 'workload')
            : `${number(kept)} of ${counted(model.workloads.length, 'workload')}`}
      </span>
      <button type="button" class="plain extra-toggle" aria-expanded={isOpen} onClick={() => open(!isOpen)}>
        {isOpen ? 'Fewer filters' : 'More filters'}
      </button>
      {isFiltered && (
        <button
          type="button"
          class="plain"
          onClick={() => set({ ...FIRST_STATE, view, workload: state.workload, only: state.only })}
        >
          Clear filters
        </button>
      )}
    </form>
  );
}
