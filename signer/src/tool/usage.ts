/** By the name of each command: how it is called and, below, what it does. */
export const commandHelp: ReadonlyMap<string, string> = new Map([
  [
    'serve',
    `serve
运行签名服务（环境变量见 docs/signer.md）· runs the signer; its environment is in docs/signer.md`,
  ],
  [
    'keys',
    `keys [--json]
列出密钥 · lists the keys: role, name, generation, standing, SM3 of key and certificate`,
  ],
  [
    'create-key',
    `create-key ROLE NAME
生成密钥 · makes a key; ROLE: root issuing log witness trust index`,
  ],
  [
    'retire-key',
    `retire-key NAME --generation N
永久停用在用的这一代 · ends the generation in use, for good; the next one takes over`,
  ],
  [
    'certificate',
    `certificate --subject DN --from DATE --to DATE (--key NAME | --public-key FILE) [--out FILE]
由根密钥签发证书；--key 同时装入 · issued by the root key here; with --key attached to it as well`,
  ],
  [
    'attach',
    `attach NAME FILE
装入别处签发的证书 · gives a key the certificate that another signer's root has issued`,
  ],
  [
    'export',
    `export NAME [--generation N] [--certificate] [--out FILE]
导出公钥或证书（PEM）· the public key, or the certificate, as PEM`,
  ],
  [
    'sign-trust',
    `sign-trust PAYLOAD [--before BUNDLE] [--digest SM3 --out FILE]
显示信任名单内容或变更；摘要相符才签名 · shows what it says, or what changes; signs only where this is its digest`,
  ],
  [
    'audit',
    `audit verify FOLDER [--known LINE:SM3] [--from LINE:SM3]
核验审计链，不需口令 · reads the audit files through: says their last line, or where they break`,
  ],
]);

export const notes = `  --socket   签名服务套接字 · of the signer; 默认 · where not given: YINZHAO_SIGNER_SOCKET
  --subject  证书主体 · CN=…,O=…
  --from, --to  起止日期（含，UTC+8）· first and last day: 2026-01-01
  --out      新文件，不覆盖 · a new file: nothing is written over

退出码 · exit code: 0 完成 done, 1 被拒绝 refused, 3 用法错误 misuse`;
