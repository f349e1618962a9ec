/** The settings of a repository. It is found in the folder where a command runs, and is no manifest where others are read. */
export const SETTINGS_FILE = '.ringfence.yaml';
