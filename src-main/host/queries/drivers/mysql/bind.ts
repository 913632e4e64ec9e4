/** Statement and values in variables of the session, where the server takes them from. */
const textVariable = '@fieldbench_statement';
const valueVariable = (index: number): string => `@fieldbench_${index + 1}`;

/**
 * What binds values by the server itself: text and values go over in hexadecimal, so that nothing
 * in them can end a literal; PREPARE takes one statement only, and its rows come as text, not as
 * the binary numbers and dates of the other protocol.
 */
export function boundStatements(text: string, values: readonly (string | null)[]): string[] {
  const variables = [
    `${textVariable} = ${literal(text)}`,
    ...values.map((value, index) => `${valueVariable(index)} = ${literal(value)}`),
  ];
  const names = values.map((_value, index) => valueVariable(index));
  return [
    `SET ${variables.join(', ')}`,
    `PREPARE fieldbench FROM ${textVariable}`,
    `EXECUTE fieldbench USING ${names.join(', ')}`,
  ];
}

function literal(value: string | null): string {
  if (value === null) return 'NULL';
  if (value === '') return "''";
  return `CONVERT(0x${Buffer.from(value).toString('hex')} USING utf8mb4)`;
}
