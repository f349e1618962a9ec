/** What reads the objects of Cilium, in one file that is loaded for the first of them. */
export { readCidrGroup } from './read-cidr-group';
export { readCiliumPolicy } from './read-cilium-policy';
