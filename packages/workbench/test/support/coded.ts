/** The error of a promise that must fail. */
export async function failure(
  promise: Promise<unknown>,
): Promise<{ code: string; message: string; exitCode: number | undefined }> {
  try {
    await promise;
  } catch (error) {
    const { code, message, exitCode } = error as {
      code: string;
      message: string;
      exitCode?: number;
    };
    return { code, message, exitCode };
  }
  throw new Error('It did not fail.');
}

/** The error of a function that must fail. */
export function thrown(work: () => unknown): { code: string; message: string } {
  try {
    work();
  } catch (error) {
    return error as { code: string; message: string };
  }
  throw new Error('It did not fail.');
}
