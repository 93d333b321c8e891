/** An answer with all that answers usually have. */
export const SAMPLE_ANSWER = `# Summary

The **budget** rose by *12 %*, see [1] and the ~~old~~ new [report](https://example.org/a_(b)?x=1).
It has \`inline **code**\` and a footnote[^1], and __more__ words with snake_case_names and 2 * 3 * 4.

## Steps

1. Install it:

   \`\`\`bash
   npm install
   # a comment with **stars** and [brackets](x)
   \`\`\`

2. **Run it** with \`npm start\`, then
   - nested *item*
   - another, with [a link][docs]
3. Done

- [x] write
- [ ] read [2]

| Year | Amount | Note |
| ---- | -----: | :--: |
| 2025 | 1,200 | **estimated** |
| 2026 | 1,350 | \`a \\| b\` |

> A quote over
> two lines, with ![a picture](https://example.org/x.png).

\`\`\`ts
export function add(a: number, b: number): number {
  return a + b; // **not bold**
}

const marker = list[1];
\`\`\`

Finally, visit https://example.org or <https://example.org/b>, and read ***all of it***.

---

***

[docs]: https://example.org/docs "Docs"
[^1]: The note has *emphasis* and [a link](https://example.org/n).
`;
