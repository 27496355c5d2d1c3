import { type Laptop, openLaptop } from '../laptop.ts';

/** A laptop on a folder that nobody serves, for the length of the work. */
export async function withOwnLaptop<T>(directory: string, use: (laptop: Laptop) => Promise<T>): Promise<T> {
  const laptop = await openLaptop({ directory, port: 0, bundled: false });
  try {
    return await use(laptop);
  } finally {
    await laptop.close();
  }
}
