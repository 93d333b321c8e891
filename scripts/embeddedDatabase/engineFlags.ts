/**
 * What a Node process that has the engine in it is started with.
 *
 * - V8 sometimes aborts ("Check failed: jit_page.has_value()") when it frees WebAssembly code that it has replaced by faster
 *   code, seen here under load and in https://github.com/nodejs/node/issues/64500. Kept, that code takes a few megabytes.
 * - V8 compiles what runs often a second time, for speed. With its usual threshold it does so to much that only the start
 *   needs, and spends more on that than it gains; what really runs often reaches this one too.
 */
export const engineFlags: string[] = ['--no-wasm-code-gc', '--wasm-tiering-budget=500000000'];
