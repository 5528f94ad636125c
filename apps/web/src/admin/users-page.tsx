import { useInfiniteQuery } from '@tanstack/react-query';
import { usersQuery } from './admin.queries';
import { FindField, useFindField } from './find-field';
import { MoreRows } from './more-rows';
import { UserItem } from './user-item';
import classes from './users-page.module.css';

/** Who has an account, and where they are signed in. */
export function UsersPage() {
  const { typed, type, words } = useFindField();
  const users = useInfiniteQuery(usersQuery(words));
  const people = users.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section aria-label="People">
      <FindField label="Find by name or email" typed={typed} onType={type} />
      <ul className={classes.people}>
        {people.map((user) => (
          <UserItem key={user.id} user={user} />
        ))}
      </ul>
      <MoreRows rows={users} count={people.length} />
    </section>
  );
}
