/** What this process has to do: to load a module, or to write so many grants into a folder. */
exports.task = () => JSON.parse(process.argv[2]);
