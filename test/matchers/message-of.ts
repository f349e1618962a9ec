/**
 * What a failed expectation says.
 * @throws where it does not fail
 */
export function messageOf(expectation: () => void): string {
  try {
    expectation();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the expectation was met');
}
