import { PROTOCOLS } from '../manifest';
import { child, type FieldPath, invalid, unsupported } from './finding';
import { portNameProblems } from './names';
import { field, type JsonMap, type Structure } from './structure';

const IN_RANGE = 'must be between 1 and 65535, inclusive';
const WHOLE_NUMBER = 'write a whole number from 1 to 65535';

/** One port of a rule. Source: pkg/apis/networking/validation ValidateNetworkPolicyPort. */
export function checkPort(structure: Structure, port: JsonMap, path: FieldPath): void {
  structure.onlyFields(port, ['protocol', 'port', 'endPort'], path);
  checkProtocol(structure, port, path);
  const number = field(port, 'port');
  const endPort = checkEndPortType(structure, field(port, 'endPort'), child(path, 'endPort'));
  if (number === undefined) {
    if (endPort !== undefined) {
      structure.add(
        invalid(
          child(path, 'endPort'),
          endPort,
          'may not be specified when `port` is not specified',
          'say where the range begins, in port',
        ),
      );
    }
  } else if (typeof number === 'string') {
    checkPortName(structure, number, endPort, path);
  } else {
    checkPortNumber(structure, number, endPort, path);
  }
}

/** The protocol of a port, if it is there at all. */
export function checkProtocol(structure: Structure, port: JsonMap, path: FieldPath): void {
  const protocol = structure.stringField(port, 'protocol', path);
  if (protocol !== undefined && !PROTOCOLS.some((known) => known === protocol)) {
    structure.add(unsupported(child(path, 'protocol'), protocol, PROTOCOLS));
  }
}

/** A port that has to be a number. */
export function checkNumberedPort(structure: Structure, number: unknown, path: FieldPath): void {
  if (!isInt32(number)) structure.add(invalid(path, number, 'must be a whole number', WHOLE_NUMBER));
  else if (!isPort(number)) structure.add(invalid(path, number, IN_RANGE, WHOLE_NUMBER));
}

function checkPortName(structure: Structure, name: string, endPort: number | undefined, path: FieldPath): void {
  if (endPort !== undefined) {
    structure.add(
      invalid(
        child(path, 'endPort'),
        endPort,
        'may not be specified when `port` is non-numeric',
        'leave endPort out, or give port a number',
      ),
    );
  }
  const fix = portNameFix(name);
  for (const problem of portNameProblems(name)) structure.add(invalid(child(path, 'port'), name, problem, fix));
}

function portNameFix(name: string): string {
  const [, first, last] = /^(\d{1,5})(?:\s*-\s*(\d{1,5}))?$/.exec(name) ?? [];
  if (first === undefined) return 'write the name of a container port, such as http';
  const number = `write the number without quotes: ${first}`;
  return last === undefined ? number : `${number}, and the end of the range as endPort: ${last}`;
}

function checkPortNumber(structure: Structure, number: unknown, endPort: number | undefined, path: FieldPath): void {
  const at = child(path, 'port');
  if (!isInt32(number)) {
    structure.add(invalid(at, number, 'must be a whole number or the name of a port', WHOLE_NUMBER));
    return;
  }
  if (!isPort(number)) structure.add(invalid(at, number, IN_RANGE, WHOLE_NUMBER));
  if (endPort === undefined) return;
  if (endPort < number) {
    const detail = 'must be greater than or equal to `port`';
    const fix = 'write the lower number in port, the higher in endPort';
    // The API server quotes the value of port here.
    structure.add({ ...invalid(child(path, 'endPort'), number, detail, fix), value: endPort });
  }
  if (!isPort(endPort)) structure.add(invalid(child(path, 'endPort'), endPort, IN_RANGE, WHOLE_NUMBER));
}

function checkEndPortType(structure: Structure, value: unknown, path: FieldPath): number | undefined {
  if (value === undefined || isInt32(value)) return value as number | undefined;
  structure.add(invalid(path, value, 'must be a whole number', WHOLE_NUMBER));
  return undefined;
}

function isInt32(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= -(2 ** 31) && (value as number) < 2 ** 31;
}

function isPort(value: number): boolean {
  return value >= 1 && value <= 65535;
}
