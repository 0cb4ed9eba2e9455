/** Where the bucket is and who may use it. */
export interface S3Settings {
  /** Address of the store, such as https://s3.example.nl. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}
