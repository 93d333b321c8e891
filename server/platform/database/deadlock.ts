import { sqlState } from './sqlState.ts';

const ATTEMPTS = 3;
const DEADLOCK = '40P01';

/** What PostgreSQL undoes because two transactions wait for each other is done again: nothing of it has happened. */
export async function againAfterDeadlock<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === ATTEMPTS || sqlState(error) !== DEADLOCK) throw error;
    }
  }
}
