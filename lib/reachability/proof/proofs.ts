/** Every question of a proof, so that one file holds all that is loaded with the first. */
export { allows } from './allows';
export { isolates } from './isolates';
export { denies, onlyAllowsInto, onlyAllowsOutOf } from './proof';
