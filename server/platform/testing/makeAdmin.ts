import type { Person } from './person.ts';
import type { TestSql } from './testSql.ts';

/** As if somebody had been made an admin before they logged in. */
export async function makeAdmin(sql: TestSql, person: Person): Promise<Person> {
  await sql.asSystem("UPDATE users SET role = 'admin' WHERE id = $1", [person.user.id]);
  return person;
}
