import { useEffect, useState } from 'react';

const MINUTE = 60_000;

/** The current day; changes at midnight, so that "today" becomes "yesterday" in a window left open. */
export function useToday(): Date {
  const [today, setToday] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => {
      const now = new Date();
      setToday((known) => (known.toDateString() === now.toDateString() ? known : now));
    }, MINUTE);
    return () => clearInterval(timer);
  }, []);
  return today;
}
