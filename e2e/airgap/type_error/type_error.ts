export const notANumber: number = 'x';
