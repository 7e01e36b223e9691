/** An image can't be had. The message says which, why, and what to do. */
export class ImageError extends Error {
  readonly code:
    | 'IMAGE_BUILD_FAILED'
    | 'IMAGE_FAILED'
    | 'IMAGE_NO_DISTRIBUTION'
    | 'IMAGE_NO_NODE'
    | 'IMAGE_NO_SYSTEM'
    | 'IMAGE_NO_SUCH_VERSION'
    | 'IMAGE_NOT_BUILT'
    | 'IMAGE_NOT_ON_NODE'
    | 'IMAGE_NOT_PULLED';

  constructor(code: ImageError['code'], message: string) {
    super(message);
    this.name = 'ImageError';
    this.code = code;
  }
}
