// The live camera: which one, how it is begun again, and in words why there is none.

/** Four by three is the shape of the sensor: a wider picture is only a part of it. Where stills are taken
 *  in full anyway, a smaller live picture keeps the phone cool. */
const SIZE = "ImageCapture" in window ? { width: 2560, height: 1920 } : { width: 4032, height: 3024 };
const ASKED = { width: { ideal: SIZE.width }, height: { ideal: SIZE.height }, aspectRatio: { ideal: 4 / 3 } };

const WHY = {
  insecure: "The live camera works only over HTTPS: open this page by the clinic’s https address.",
  NotAllowedError: "This page may not use the camera: allow it in the browser’s settings for this site, then reload.",
  NotFoundError: "This device has no camera that the browser can use: open the visit on a phone, or choose photos here.",
  NotReadableError: "Another app holds the camera: close it, then reload this page.",
  otherwise: "The camera did not start: reload this page to try again.",
};

const nextFrame = (video) => new Promise((resolve) => {
  if ("requestVideoFrameCallback" in video) video.requestVideoFrameCallback(resolve);
  else video.addEventListener("timeupdate", resolve, { once: true });
});

export class Camera extends EventTarget {
  #video;
  #why;
  #stream = null;
  #fresh = false;
  /** Why there is no picture; empty while there is one. */
  problem = "";
  front = false;
  several = false;

  /** `why`: the sentences of WHY, in the words of the page. */
  constructor(video, why = WHY) {
    super();
    this.#video = video;
    this.#why = why;
    video.addEventListener("resize", () => this.#tell());
    document.addEventListener("visibilitychange", () => this.#wake());
  }

  get track() {
    return this.#stream?.getVideoTracks()[0] ?? null;
  }

  /** Of what is seen, which is what a still shows. */
  get size() {
    return { width: this.#video.videoWidth, height: this.#video.videoHeight };
  }

  get visible() {
    return !this.problem && this.size.width > 0;
  }

  get ready() {
    return this.visible && this.#fresh;
  }

  async start(which = { facingMode: { ideal: "environment" } }) {
    this.stop();
    try {
      if (!navigator.mediaDevices) throw new DOMException("", "NotAllowedError");
      this.#stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...ASKED, ...which } });
      await this.#play();
      this.problem = "";
    } catch (error) {
      this.problem = window.isSecureContext ? this.#why[error.name] ?? this.#why.otherwise : this.#why.insecure;
    }
    this.#tell();
  }

  async #play() {
    this.#video.srcObject = this.#stream;
    await this.#video.play();
    this.#fresh = true;
    this.front = this.track.getSettings().facingMode === "user";
    this.several = (await this.#devices()).length > 1;
    // Another app may take the camera away.
    this.track.addEventListener("ended", () => this.start(), { once: true });
  }

  async #devices() {
    return (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === "videoinput");
  }

  /** The one that looks the other way; where cameras do not say that, the next one. */
  async switch() {
    const { deviceId } = this.track.getSettings();
    await this.start({ facingMode: { ideal: this.front ? "environment" : "user" } });
    if (this.problem || this.track.getSettings().deviceId !== deviceId) return;
    const devices = await this.#devices();
    const next = devices[(devices.findIndex((each) => each.deviceId === deviceId) + 1) % devices.length];
    await this.start({ deviceId: { exact: next.deviceId } });
  }

  stop() {
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = null;
  }

  freeze() {
    this.#video.pause();
    this.#fresh = false;
  }

  /** Ready again with the next frame: what stands there until then is the last photo. */
  async thaw() {
    if (!this.#stream || this.#fresh) return;
    await this.#video.play().catch(() => {});
    await nextFrame(this.#video);
    this.#fresh = true;
    this.#tell();
  }

  #wake() {
    if (!document.hidden && this.track?.readyState === "ended") this.start();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
