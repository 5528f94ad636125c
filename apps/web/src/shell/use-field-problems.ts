import { useState, type FormEvent } from 'react';

/** What is wrong with the fields of a form, by their names. */
export type FieldProblems = Readonly<Record<string, string | undefined>>;

/**
 * Checks the fields of a form by their own rules (`required`, `type`, `minLength`, `pattern`), and says what is wrong with all
 * of them at once, beside each. The form is `noValidate`: the browser would show one message at a time.
 */
export function useFieldProblems() {
  const [problems, setProblems] = useState<FieldProblems>({});
  return {
    problems,
    /** Whether all fields may be sent; otherwise the first that may not gets the focus. */
    check(form: HTMLFormElement): boolean {
      const faulty = [...form.elements].filter(isField).filter((field) => problemOf(field) !== undefined);
      setProblems(Object.fromEntries(faulty.map((field) => [field.name, problemOf(field)])));
      faulty[0]?.focus();
      return faulty.length === 0;
    },
    /** Forgets what was wrong with a field that is being changed. */
    forget({ target }: FormEvent<HTMLFormElement>): void {
      const { name } = target as HTMLInputElement;
      setProblems((before) => (before[name] === undefined ? before : { ...before, [name]: undefined }));
    },
  };
}

type Field = HTMLInputElement | HTMLSelectElement;

function isField(element: Element): element is Field {
  return element instanceof HTMLInputElement || element instanceof HTMLSelectElement;
}

function problemOf(field: Field): string | undefined {
  const { valueMissing, typeMismatch, patternMismatch } = field.validity;
  if (valueMissing || (field.required && field.value.trim() === '')) return 'This field is required.';
  if (typeMismatch) return 'Enter an email address, like name@example.com.';
  if (patternMismatch) return field.title || 'Enter another value.';
  // The browser judges the length only of what was typed, not of what was filled in.
  if (field instanceof HTMLInputElement && field.minLength > 0 && field.value.length < field.minLength)
    return `Use at least ${field.minLength} characters.`;
  return undefined;
}
