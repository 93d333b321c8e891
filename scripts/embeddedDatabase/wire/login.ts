import { createHash, timingSafeEqual } from 'node:crypto';
import {
  errorResponse,
  isProtocol3,
  minorVersion,
  negotiateProtocolVersion,
  passwordRequest,
  startupCode,
} from './protocol.ts';
import { readStartupPacket, type StartupPacket } from './startupPacket.ts';

/** The most bytes that a startup packet or a password message may have (the startup limit is PostgreSQL's own). */
export const MOST_STARTUP_BYTES = 10_000;
export const MOST_PASSWORD_BYTES = 1_000;

/** How a message before the login is answered. */
export type LoginStep = {
  answer: Uint8Array | null;
  next: 'startup' | 'password' | 'ready' | 'close';
  startup?: StartupPacket;
};

/** Answers the first packet of a connection: a request for TLS or GSS (there is none on the loopback), or the startup. */
export function answerStartup(packet: Buffer): LoginStep {
  const code = packet.length >= 8 ? packet.readInt32BE(4) : 0;
  if (code === startupCode.tls || code === startupCode.gss)
    return { answer: Buffer.from('N'), next: 'startup' };
  // There is nothing that could interrupt a statement.
  if (code === startupCode.cancel) return { answer: null, next: 'close' };
  const startup = isProtocol3(code) ? readStartupPacket(packet) : null;
  if (!startup) return refuse('08P01', 'unsupported frontend protocol or invalid startup packet');
  const newer = minorVersion(code) > 0 || startup.protocolOptions.length > 0;
  const answer = newer ? Buffer.concat([negotiateProtocolVersion, passwordRequest]) : passwordRequest;
  return { answer, next: 'password', startup };
}

/** Checks a password message. */
export function answerPassword(message: Buffer, password: string): LoginStep {
  const isPassword = message[0] === 0x70 && message.at(-1) === 0;
  if (isPassword && sameSecret(message.subarray(5, -1), Buffer.from(password)))
    return { answer: null, next: 'ready' };
  return refuse('28P01', 'password authentication failed');
}

function refuse(code: string, text: string): LoginStep {
  return { answer: errorResponse('FATAL', code, text), next: 'close' };
}

/** Compares without telling by its time how much is the same. */
function sameSecret(given: Uint8Array, expected: Uint8Array): boolean {
  const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
