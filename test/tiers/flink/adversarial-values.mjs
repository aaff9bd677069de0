/** What YAML reads as something else than text, and what Flink 1.20's line reader cuts or drops. */
const TRAPS = [
  ..."true,False,yes,No,on,null,Null,~,.inf,-.Inf,.NaN,---,...,=,<<,y,n,!!str x,&a,*a,%TAG,@x,`x`,-,?,:,- a,? b".split(
    ",",
  ),
  ..."1,007,0o17,0x10,0b11,1_000,0.10,1e3,+1,-0,.5,1.,12:30:45,2026-11-22,2026-11-22T10:00:00Z,9223372036854775808".split(
    ",",
  ),
  ...["", " ", "a: b", "a:b", ":a", "a:", "#", "a #b", "a#b", "[a, b]", "[a", "{a: 1}", "{a", "a,b;c", "k:v,k2:'v:2'"],
  ...["'", '"', "''", "'a'", '"a"', "it's", 'say "x"', "\\", "\\n", "C:\\x", "|", ">", "|-\n a", "${a}", "%{a}", "$$"],
  ...[" a", "a ", "\ta", "a\t", "a\tb", "\na", "a\n", "a\n\n", "a\nb", "a\n  b", " a\nb ", "a\r\nb", "a\rb"],
  ...[
    "\u00e9",
    "\u4f60\u597d",
    "\u{1f600}",
    "\u00a0a",
    "a\u00a0",
    "\ufeffa",
    "a\u2028b",
    "a\u0085b",
    "\u0001a",
    "a\u0007b",
  ],
  ...["a\u007fb", "\u0000", "a\u001b", "\ufffe", `${"word ".repeat(60)}end`, "x".repeat(5000)],
];
const PIECES = [
  ..." \t\n:#'\"\\,;[]{}&*!|>%@`~-?=$0aZ\u00e9\u{1f600}",
  ": ",
  " #",
  "\n ",
  "${",
  "null",
  "true",
  "1_0",
  "0x",
];

/** Every trap, then random mixtures up to `count`. */
export function adversarialValues(random, count) {
  const mixture = () => Array.from({ length: random.between(1, 8) }, () => random.pick(PIECES)).join("");
  return [...TRAPS, ...Array.from({ length: Math.max(0, count - TRAPS.length) }, mixture)];
}
