import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

/**
 * Takes the network, and signals to other processes, away from this process as far as JavaScript can: Node 24's
 * permission model covers neither. No parser asks for them; this is for the day that a hostile file makes one.
 */
export function forgoNetwork(): void {
  take(net.Socket.prototype, (name) => name === 'connect');
  take(net.Server.prototype, (name) => name === 'listen');
  take(dgram, (name) => name === 'createSocket');
  take(dgram.Socket.prototype, (name) => /^(?:bind|connect|send)$/.test(name));
  for (const owner of [dns, dns.promises]) take(owner, asks);
  for (const { prototype } of [dns.Resolver, dns.promises.Resolver]) {
    take(prototype, asks);
    const base: unknown = Object.getPrototypeOf(prototype);
    if (typeof base === 'object' && base !== null) take(base, asks);
  }
  take(process, (name) => /^(?:_?kill|_debugProcess|binding|_linkedBinding|dlopen)$/.test(name));
  for (const name of ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest']) {
    Object.defineProperty(globalThis, name, { value: undefined, configurable: false, writable: false });
  }
  syncBuiltinESMExports();
}

const asks = (name: string): boolean => /^(?:lookup|resolve|reverse)/.test(name);

const refuse = (): never => {
  throw new Error('this process has no network');
};

/** Replaces the functions of an object that have one of the names, for good. */
function take(owner: object, isTaken: (name: string) => boolean): void {
  for (const name of Object.getOwnPropertyNames(owner)) {
    const property = Object.getOwnPropertyDescriptor(owner, name);
    if (typeof property?.value !== 'function' || !isTaken(name)) continue;
    Object.defineProperty(owner, name, { value: refuse, configurable: false, writable: false });
  }
}
