#!/bin/sh
# The admin's desk on the command line of the image, where `npm run admin --` would want to install something.
exec node /app/scripts/admin/run.ts "$@"
