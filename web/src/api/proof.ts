import { sha256 } from "../base/sha256";

// Two steps, so that the password never leaves the browser. The order matters: password first.

/** What the Zone keeps of a password: base64(sha256(password + username + ".buckyos")). */
export function passwordHash(password: string, userName: string): string {
  return digest(`${password}${userName}.buckyos`);
}

/** What one login sends: base64(sha256(passwordHash + nonce)), the nonce in decimal milliseconds. */
export function loginProof(password: string, userName: string, nonce: number): string {
  return digest(`${passwordHash(password, userName)}${nonce}`);
}

function digest(text: string): string {
  return toBase64(sha256(new TextEncoder().encode(text)));
}

export function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let i = 0; i < bytes.length; i += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  }
  return btoa(binary);
}
