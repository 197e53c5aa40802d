/** What the system says of files, as people read it. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: '没有此文件或文件夹 · no such file or folder',
  EACCES: '无权访问 · not permitted',
  EPERM: '无权访问 · not permitted',
  EROFS: '只读，不能写入 · read-only',
  EISDIR: '是文件夹 · a folder',
  ENOTDIR: '不是文件夹 · not a folder',
  ENOSPC: '磁盘空间不足 · the disk is full',
  EDQUOT: '磁盘空间不足 · the disk is full',
};

/** @returns in both languages; null: an error of something else than files */
export function fileTrouble(error: unknown): string | null {
  const { code, path } = error as Partial<NodeJS.ErrnoException>;
  if (typeof code !== 'string') return null;
  const reason = reasons[code] ?? `不能读写 · cannot be read or written: ${code}`;
  return path === undefined ? reason : `${reason}: ${path}`;
}
