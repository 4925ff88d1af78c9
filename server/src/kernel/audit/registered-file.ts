// Imported as `markup`: prettier would reformat the text of templates tagged `html`.
import { html as markup } from 'hono/html'

/** The note in an exported table about its registration, in one line. */
export const REGISTERED = '副本，导出时已登记 SHA-256；核对：审计记录 → 核对文件'
export const REGISTERED_EN = 'copy, its SHA-256 was registered at export; to check it: Audit log → Check a file'

/**
 * The note in an exported page: it proves nothing alone, and can be checked in one step. The log has the hash of the
 * whole file before its last part is sent.
 */
export const registeredHtml = markup`<p><strong>这份文件自己不能证明自己</strong></p>
<p>导出时，它的 SHA-256 已登记在签名的存证日志里。核对：审计人员打开应用的“审计记录”，在“核对文件”里选择这份文件，有任何改动（包括另存、改格式）都会核对不符。登记的那一条可以下载证明，在 /verify 断网核对。</p>
<p lang="en">This copy proves nothing by itself. Its SHA-256 was registered in the signed evidence log at export: an auditor chooses the file under Check a file in the audit log of the app, and any changed byte shows. The entry can be exported as a proof and verified offline at /verify.</p>`
