// Loaded before a program (`node --require`): opening a socket or looking up a name is reported on standard error.
const { Socket } = require('node:net');
const dgram = require('node:dgram');
const dns = require('node:dns');
const { writeSync } = require('node:fs');

/** Puts a message before what a method does. */
function trap(object, name, what) {
  const original = object[name];
  object[name] = function (...args) {
    writeSync(2, `network: ${what}\n`);
    return original.apply(this, args);
  };
}

trap(Socket.prototype, 'connect', 'a socket was connected');
trap(dgram, 'createSocket', 'a datagram socket was made');
trap(dns, 'lookup', 'a name was looked up');
trap(dns.promises, 'lookup', 'a name was looked up');
