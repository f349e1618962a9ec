export { type MatcherContext, type MatcherResult, matchers } from './matchers';
export type { ReachabilityMatchers } from './reachability-matchers';
export { serializer } from './serializer';
