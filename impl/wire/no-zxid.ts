/** The zxid -1: of packets and reply headers that are about no transaction, and of events that none fired. */
import { zxid } from '#spec/model/zxid.js';

export const NO_ZXID = zxid(0xffff_ffff, 0xffff_ffff);
