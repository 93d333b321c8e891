import { z } from 'zod';

// Zod writes code for its schemas and tries out whether it may. The page's policy refuses that, and browsers report each
// attempt. Schemas look at this when they are made: this module is imported before all that have some.
z.config({ jitless: true });
