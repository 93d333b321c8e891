import type { Model } from '#shared/entities.ts';
import { useAppState } from '../state/app.tsx';

export type ModelChoice = { models: readonly Model[]; chosen: Model | undefined };

/**
 * The model that the next message goes to: the one chosen for it, else the one that answered last here, else the
 * account's default, else the server's. Models that are gone are passed over.
 */
export function useModelChoice(fromDraft: string | undefined, answeredLast: string | null): ModelChoice {
  const models = useAppState((state) => state.models);
  const fromAccount = useAppState(({ session }) =>
    session.status === 'signedIn' ? session.user.settings.defaultModel : null,
  );
  const wished = [fromDraft, answeredLast, fromAccount].map((id) => models.find((model) => model.id === id));
  const chosen =
    wished.find((model) => model !== undefined) ?? models.find((model) => model.isDefault) ?? models[0];
  return { models, chosen };
}
