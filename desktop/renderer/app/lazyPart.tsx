import { type ComponentType, use } from 'react';

/** A part of the interface that is loaded apart from the first screen; its place needs a Suspense around it. */
export type LazyPart<P extends object> = ComponentType<P> & {
  /** Loads it ahead of its first use. Rejects when it cannot be had; the next use tries again. */
  preload(): Promise<void>;
};

/**
 * A component whose code comes when it is first shown. Unlike React's `lazy` it is drawn at once, without a moment of
 * nothing, when it has been loaded before.
 */
export function lazyPart<P extends object>(load: () => Promise<ComponentType<P>>): LazyPart<P> {
  let loaded: ComponentType<P> | undefined;
  let loading: Promise<ComponentType<P>> | undefined;
  const once = () =>
    (loading ??= load().then(
      (component) => (loaded = component),
      (error: unknown) => {
        loading = undefined;
        throw error;
      },
    ));
  function Part(props: P) {
    const Component = loaded ?? use(once());
    return <Component {...props} />;
  }
  const preload = async () => {
    await once();
  };
  return Object.assign(Part, { preload });
}
