//+------------------------------------------------------------------+
//| Crypto.mqh                                                        |
//| SHA-256 and SHA-1 (the terminal's own), HMAC by hand, base32,     |
//| base64, hex, CRC-32, and nonces that cannot be guessed.           |
//+------------------------------------------------------------------+
#property strict
#include "Text.mqh"

#define SX_BASE32   "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

uint  g_crc_table[256];
bool  g_crc_ready=false;
ulong g_nonce_count=0;

//+------------------------------------------------------------------+
//| Hash of bytes; false when the terminal refuses.                   |
//+------------------------------------------------------------------+
bool SxHash(const ENUM_CRYPT_METHOD method,const uchar &data[],uchar &hash[])
  {
   uchar key[];
   ArrayResize(key,0);
   ArrayResize(hash,0);
   return(CryptEncode(method,data,key,hash)>0);
  }

string SxHex(const uchar &bytes[])
  {
   string out="";
   int    n=ArraySize(bytes);
   for(int i=0; i<n; i++)
      out+=StringFormat("%02x",(int)bytes[i]);
   return(out);
  }

string SxSha256Hex(const string text)
  {
   uchar data[];
   uchar hash[];
   int   n=SxBytes(text,data);
   if(n==0)
      return("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
   if(!SxHash(CRYPT_HASH_SHA256,data,hash))
      return("");
   return(SxHex(hash));
  }

//+------------------------------------------------------------------+
//| HMAC-SHA256 (RFC 2104) in lower-case hex; the key is 32 bytes.    |
//+------------------------------------------------------------------+
string SxHmacHex(const uchar &key[],const string message)
  {
   uchar text[];
   uchar inner[];
   uchar outer[];
   uchar hash[];
   int   key_size=ArraySize(key);
   int   n=SxBytes(message,text);
   ArrayResize(inner,64+n);
   for(int i=0; i<64; i++)
     {
      int k=(i<key_size ? (int)key[i] : 0);
      inner[i]=(uchar)(k^0x36);
     }
   for(int j=0; j<n; j++)
      inner[64+j]=text[j];
   if(!SxHash(CRYPT_HASH_SHA256,inner,hash))
      return("");
   ArrayResize(outer,96);
   for(int m=0; m<64; m++)
     {
      int k2=(m<key_size ? (int)key[m] : 0);
      outer[m]=(uchar)(k2^0x5C);
     }
   for(int q=0; q<32; q++)
      outer[64+q]=hash[q];
   if(!SxHash(CRYPT_HASH_SHA256,outer,hash))
      return("");
   return(SxHex(hash));
  }

//+------------------------------------------------------------------+
//| Compares without telling by its time where texts differ.          |
//+------------------------------------------------------------------+
bool SxSameText(const string a,const string b)
  {
   int n=StringLen(a);
   if(n==0 || n!=StringLen(b))
      return(false);
   int diff=0;
   for(int i=0; i<n; i++)
      diff|=((int)StringGetCharacter(a,i)^(int)StringGetCharacter(b,i));
   return(diff==0);
  }

//+------------------------------------------------------------------+
//| The 32 bytes of a pairing token: 52 base32 characters; lower      |
//| case, spaces and dashes are accepted.                             |
//+------------------------------------------------------------------+
bool SxDecodeToken(const string token,uchar &key[])
  {
   string text=token;
   StringToUpper(text);
   ArrayResize(key,32);
   ArrayInitialize(key,0);
   int bits=0;
   int held=0;
   int at=0;
   int used=0;
   int n=StringLen(text);
   for(int i=0; i<n; i++)
     {
      string c=StringSubstr(text,i,1);
      if(c==" " || c=="-" || c=="\t" || c=="\r" || c=="\n" || c=="=")
         continue;
      int value=StringFind(SX_BASE32,c);
      if(value<0 || used>=52)
         return(false);
      used++;
      held=(held<<5)|value;
      bits+=5;
      if(bits>=8)
        {
         bits-=8;
         if(at<32)
            key[at]=(uchar)((held>>bits)&255);
         at++;
         held&=(1<<bits)-1;
        }
     }
   return(used==52 && at==32 && held==0);
  }

string SxBase64(const uchar &bytes[])
  {
   uchar key[];
   uchar out[];
   ArrayResize(key,0);
   ArrayResize(out,0);
   int n=CryptEncode(CRYPT_BASE64,bytes,key,out);
   if(n<=0)
      return("");
   return(CharArrayToString(out,0,n,CP_UTF8));
  }

//+------------------------------------------------------------------+
//| A JSON text as base64 of its zlib stream; "" when that fails.     |
//+------------------------------------------------------------------+
string SxPack(const string text)
  {
   uchar data[];
   uchar key[];
   uchar out[];
   ArrayResize(key,0);
   if(SxBytes(text,data)==0)
      return("");
   if(CryptEncode(CRYPT_ARCH_ZIP,data,key,out)<=0)
      return("");
   return(SxBase64(out));
  }

//+------------------------------------------------------------------+
//| CRC-32 (IEEE 802.3) of a piece of bytes.                          |
//+------------------------------------------------------------------+
uint SxCrc(const uchar &bytes[],const int from,const int count,const uint seed=0)
  {
   if(!g_crc_ready)
     {
      for(int t=0; t<256; t++)
        {
         uint value=(uint)t;
         for(int k=0; k<8; k++)
           {
            if((value&1)!=0)
               value=(value>>1)^0xEDB88320;
            else
               value=value>>1;
           }
         g_crc_table[t]=value;
        }
      g_crc_ready=true;
     }
   uint crc=seed^0xFFFFFFFF;
   int  end=from+count;
   for(int i=from; i<end; i++)
      crc=(crc>>8)^g_crc_table[(int)((crc^(uint)bytes[i])&255)];
   return(crc^0xFFFFFFFF);
  }

uint SxCrcText(const string text)
  {
   uchar bytes[];
   int   n=SxBytes(text,bytes);
   return(SxCrc(bytes,0,n));
  }

//+------------------------------------------------------------------+
//| 32 fresh hex digits. The secret makes them unguessable, clocks    |
//| and a counter make them fresh.                                    |
//+------------------------------------------------------------------+
string SxNonce(const string secret)
  {
   g_nonce_count++;
   string seed=secret+"|"+StringFormat("%I64u|%I64u|%I64u",GetMicrosecondCount(),GetTickCount64(),g_nonce_count);
   seed+="|"+IntegerToString((long)TimeLocal())+"|"+IntegerToString(MathRand())+"|"+IntegerToString(MathRand());
   seed+="|"+IntegerToString((long)ChartID())+"|"+IntegerToString(AccountInfoInteger(ACCOUNT_LOGIN));
   seed+="|"+DoubleToString(AccountInfoDouble(ACCOUNT_EQUITY),8)+"|"+TerminalInfoString(TERMINAL_DATA_PATH);
   return(StringSubstr(SxSha256Hex(seed),0,32));
  }
//+------------------------------------------------------------------+
