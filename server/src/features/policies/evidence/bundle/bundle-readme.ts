/**
 * Returns the text that explains the files of a bundle. `notIncluded`: policies without a roster in a bundle about all
 * policies.
 */
export const bundleReadme = (notIncluded: readonly string[]): string => `签收证据
========
records.jsonl    日志里的记录，每行一条，逐字节原样
proofs.jsonl     同一行记录在日志中的位置和证明（RFC 6962）
checkpoint.txt   日志的签名检查点（C2SP tlog-checkpoint）
anchors.jsonl    每天发给审计人员的和以前导出文件的检查点，与 checkpoint.txt 的一致性证明，有的带可信时间戳（RFC 3161）
log.vkey         日志的公钥：请和别处得到的比较，例如管理部门或以前的文件
roster*.jsonl    名单，每行一人（代号）；总数和根写在日志里，写入后少一人多一人都查得出
people.jsonl     代号对应的人；按要求删除的人没有姓名，签收仍可证明
signatures.jsonl 每份签收的内容，指纹写在日志里
texts/           制度全文，文件名就是内容的 SHA-256
report.html      给人读的页面，不是证明；含姓名、部门、阅读时间和豁免理由
manifest.json    其他文件的 SHA-256

查验：node verify.mjs 本文件.zip --anchor 保存的检查点.txt，或打开应用的 /verify 页面。
检查点和公钥用以前另外保存的，verify.mjs 不要用随本文件一起得到的。

Evidence of acknowledgements
============================
The log is in the format of C2SP tlog (Merkle tree of RFC 6962, signed checkpoints). Nothing in this file verifies itself: run
"node verify.mjs FILE.zip --anchor KEPT.txt" of a release, open /verify of the app, or write a verifier from docs/evidence.md.
Compare log.vkey with the key that you have from elsewhere, and do not use a verify.mjs that came with this file.
${notIncluded.length === 0 ? '' : notIncludedText(notIncluded)}`

const notIncludedText = (policies: readonly string[]) => `
不在本文件里的制度，那天还没有生效，或那天的名单没有保存 / Not in this file, since they were not in force on that day, or the roster of that day is not stored:
${policies.join('\n')}
`
