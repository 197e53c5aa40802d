#!/usr/bin/env node
import '../dist/node/yinzhao.js';
