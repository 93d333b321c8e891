// Runs before anything else is loaded and must parse on very old Node too: no modern syntax here.
var version = process.versions.node.split('.');
var major = Number(version[0]);
var minor = Number(version[1]);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    'Kipux needs Node.js 20.19 or newer to start; this is ' +
      process.version +
      '. Install a current one from https://nodejs.org and run the same command again.\n',
  );
  process.exit(1);
}
